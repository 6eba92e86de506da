# /// answer
# why = "The generator is seeded again before each model."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    optim = torch.optim
    choices = {
        "SGD": (optim.SGD, {"lr": 0.04}),
        "Momentum": (optim.SGD, {"lr": 0.03, "momentum": 0.9}),
        "Adagrad": (optim.Adagrad, {"lr": 0.15}),
        "Adadelta": (optim.Adadelta, {}),
        "RMSprop": (optim.RMSprop, {"lr": 0.02}),
        "Adam": (optim.Adam, {"lr": 0.04}),
    }
    history = {}
    for name, (kind, settings) in choices.items():
        torch.manual_seed(3)
        model = make_model()
        optimizer = kind(model.parameters(), **settings)
        history[name] = []
        for i in range(num_iterations):
            optimizer.zero_grad()
            loss = torch.mean((model(x) - t) ** 2)
            loss.backward()
            optimizer.step()
            history[name].append(loss.item())
    return history
