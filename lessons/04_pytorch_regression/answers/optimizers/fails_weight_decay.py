# /// answer
# why = "SGD with weight decay."
# [points]
# optimizers-hidden = 0
# [messages]
# optimizers-hidden = "is not one that this method can give"
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    model = make_model()
    start = [p.detach().clone() for p in model.parameters()]
    optim = torch.optim
    choices = {
        "SGD": (optim.SGD, {"lr": 0.04, "weight_decay": 0.02}),
        "Momentum": (optim.SGD, {"lr": 0.03, "momentum": 0.9}),
        "Adagrad": (optim.Adagrad, {"lr": 0.15}),
        "Adadelta": (optim.Adadelta, {}),
        "RMSprop": (optim.RMSprop, {"lr": 0.02}),
        "Adam": (optim.Adam, {"lr": 0.04}),
    }
    history = {}
    for name, (kind, settings) in choices.items():
        with torch.no_grad():
            for p, value in zip(model.parameters(), start, strict=True):
                p.copy_(value)
        optimizer = kind(model.parameters(), **settings)
        history[name] = []
        for i in range(num_iterations):
            optimizer.zero_grad()
            loss = torch.mean((model(x) - t) ** 2)
            loss.backward()
            optimizer.step()
            history[name].append(loss.item())
    return history
