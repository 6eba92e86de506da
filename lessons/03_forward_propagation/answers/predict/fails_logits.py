# /// answer
# why = "Leaves the softmax out."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "these are the logits"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    return forward(network, images)
