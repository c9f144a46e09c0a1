"""Tools that make the matcher's data: the sentence encoder, the word vectors and the weights. The wheel omits them."""
