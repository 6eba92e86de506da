# /// answer
# why = "All six in one loop, with closures and large learning rates."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    base = make_model()
    O = torch.optim
    models = {
        n: copy.deepcopy(base)
        for n in ("SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam")
    }
    opts = {
        "SGD": O.SGD(models["SGD"].parameters(), lr=0.5),
        "Momentum": O.SGD(models["Momentum"].parameters(), lr=0.1, momentum=0.5, nesterov=True),
        "Adagrad": O.Adagrad(models["Adagrad"].parameters(), lr=1.0),
        "Adadelta": O.Adadelta(models["Adadelta"].parameters(), lr=30.0),
        "RMSprop": O.RMSprop(models["RMSprop"].parameters(), lr=0.001),
        "Adam": O.Adam(models["Adam"].parameters(), lr=0.3),
    }
    out = {n: np.zeros(num_iterations) for n in models}
    for i in range(num_iterations):
        for n in models:

            def closure():
                opts[n].zero_grad(set_to_none=False)
                l = nn.MSELoss()(models[n](x), t)
                l.backward()
                return l

            out[n][i] = opts[n].step(closure).item()
    return out
