"""Questions that got no good answer: listed for curators, who add or link a fact, ignore them, or give them away."""
