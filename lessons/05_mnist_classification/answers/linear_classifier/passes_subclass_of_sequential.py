# /// answer
# why = "Is a Sequential that builds itself."
# ///

# %% item="linear_classifier"
class LinearClassifier(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Flatten(), nn.Linear(784, 10))
