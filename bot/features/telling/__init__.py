"""Tell the people who asked in vain, once, as soon as there is an answer."""
