# /// answer
# why = "One image after another; returns a list of rows."
# ///

# %% item="predict"
def predict(network, images):
    return [list(softmax(forward(network, image))) for image in images]
