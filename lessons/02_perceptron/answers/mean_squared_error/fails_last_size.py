# /// answer
# why = "Keeps the number of samples of the first call."
# [points]
# mean_squared_error-hidden = 0
# [messages]
# mean_squared_error-hidden = "expected"
# ///

# %% item="mean_squared_error"
class MeanSquaredError:
    k = None

    def forward(self, y, t):
        self.error = y - t
        self.k = self.k or len(y)
        return float((self.error**2).sum() / self.k)

    def backward(self):
        return 2 * self.error
