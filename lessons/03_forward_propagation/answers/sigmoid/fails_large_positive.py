# /// answer
# why = "The other form everywhere: nan for 1000."
# [points]
# sigmoid-visible = 0
# sigmoid-hidden = 0
# [messages]
# sigmoid-visible = "nan or infinity"
# sigmoid-hidden = "nan or infinity"
# ///

# %% item="sigmoid"
def sigmoid(x):
    with np.errstate(all="ignore"):
        return np.exp(x) / (1 + np.exp(x))
