# /// answer
# why = "Differences over steps of 1: exact for a parabola, but for rounding."
# [points]
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-hidden = "ray([-1000000.0, 1000000.0]))[0]: expected 9.6, got 9.599976"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    E = lambda w, b: np.mean((w * x + b - t) ** 2)
    return (E(w + 1, b) - E(w - 1, b)) / 2, (E(w, b + 1) - E(w, b - 1)) / 2
