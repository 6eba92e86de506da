# /// answer
# why = "The formula as it stands: overflows for -1000."
# [points]
# sigmoid-visible = 0
# sigmoid-hidden = 0
# [messages]
# sigmoid-visible = "overflow encountered"
# sigmoid-hidden = "overflow encountered"
# ///

# %% item="sigmoid"
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
