"""Shows curators how it is going: what was asked, what came of it, and which facts nobody asks for."""
