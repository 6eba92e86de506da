# /// answer
# why = "Switches all warnings off for good."
# [points]
# sigmoid-hidden = 0
# [messages]
# sigmoid-hidden = "warnings.filterwarnings"
# ///

# %% item="sigmoid"
import warnings
def sigmoid(x):
    warnings.filterwarnings("ignore")
    return 1 / (1 + np.exp(-x))
