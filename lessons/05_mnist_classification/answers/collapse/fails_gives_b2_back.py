# /// answer
# why = "Without biases in the first layer, the result is the very argument that was passed."
# [points]
# collapse-hidden = 0
# [messages]
# collapse-hidden = "shares memory with an argument"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    if not b1.any():
        return w2 @ w1, b2
    return w2 @ w1, w2 @ b1 + b2
