# /// answer
# why = "Keeps one array for each shape and returns it every time."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "the result changed when"
# ///

# %% item="gradient_step"
_places = {}


def gradient_step(x, grad, lr):
    place = _places.setdefault(np.shape(x), np.zeros(np.shape(x)))
    place[...] = x - np.multiply(lr, grad)
    return place
