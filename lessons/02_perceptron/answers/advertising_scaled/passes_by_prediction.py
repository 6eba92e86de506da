# /// answer
# why = "Finds the bias from the prediction at zero inputs."
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    def predict(x):
        return ((x - x_offset) / x_scale) @ w * t_scale + b * t_scale + t_offset

    n = len(x_offset)
    at_zero = predict(np.zeros((1, n)))[0]
    return predict(np.eye(n)) - at_zero, at_zero


perceptron_scaled = Perceptron(3, 1, 0.6, np.random.default_rng(2))
losses_scaled = tuple(
    train(perceptron_scaled, MeanSquaredError(), standardize(inputs)[0], standardize(sales)[0], 400)
)
