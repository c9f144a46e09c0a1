"""Tools that make the matcher's data: the sentence encoder, the word vectors and the weights. Not part of the wheel."""
