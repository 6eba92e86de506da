# /// answer
# why = "The update rules written by hand, on one model whose start is put back."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    model = make_model()
    parameters = list(model.parameters())
    start = [p.detach().clone() for p in parameters]

    def step(name, i, g, s):
        if name == "SGD":
            return 0.1 * g
        if name == "Momentum":
            s["v"] = 0.9 * s.get("v", 0) + g
            return 0.03 * s["v"]
        if name == "Adagrad":
            s["h"] = s.get("h", 0) + g * g
            return 0.1 * g / (s["h"].sqrt() + 1e-7)
        if name == "RMSprop":
            s["h"] = 0.9 * s.get("h", 0) + 0.1 * g * g
            return 0.01 * g / (s["h"].sqrt() + 1e-7)
        if name == "Adadelta":
            s["h"] = 0.95 * s.get("h", 0) + 0.05 * g * g
            d = ((s.get("d", 0) + 1e-6) ** 0.5) / (s["h"] + 1e-6).sqrt() * g
            s["d"] = 0.95 * s.get("d", 0) + 0.05 * d * d
            return 3 * d
        s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
        s["h"] = 0.999 * s.get("h", 0) + 0.001 * g * g
        m, h = s["m"] / (1 - 0.9 ** (i + 1)), s["h"] / (1 - 0.999 ** (i + 1))
        return 0.02 * m / (h.sqrt() + 1e-8)

    curves = {}
    for name in ("SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam"):
        states = [{} for _ in parameters]
        with torch.no_grad():
            for p, s in zip(parameters, start):
                p.copy_(s)
        curves[name] = []
        for i in range(num_iterations):
            loss = ((model(x) - t) ** 2).mean()
            curves[name].append(float(loss.detach()))
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for p, g, s in zip(parameters, gradients, states):
                    p -= step(name, i, g, s)
    return curves
