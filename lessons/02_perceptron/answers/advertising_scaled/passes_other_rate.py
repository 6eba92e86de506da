# /// answer
# why = "Uses another learning rate and start, and returns lists from original_units."
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    weights = [[w[i, 0] * t_scale[0] / x_scale[i]] for i in range(len(w))]
    bias = b[0] * t_scale[0] + t_offset[0]
    for offset, (weight,) in zip(x_offset, weights):
        bias -= offset * weight
    return weights, [bias]


x_standard = standardize(inputs)[0]
t_standard = standardize(sales)[0]
perceptron_scaled = Perceptron(3, 1, 0.02, np.random.default_rng(77))
losses_scaled = np.array(
    train(perceptron_scaled, MeanSquaredError(), x_standard, t_standard, 1500)
)
