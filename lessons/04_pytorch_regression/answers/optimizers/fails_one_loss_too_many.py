# /// answer
# why = "One more loss, after the last update."
# [points]
# optimizers-visible = 0
# optimizers-hidden = 0
# [messages]
# optimizers-visible = "expected shape (100,), got (101,)"
# optimizers-hidden = "expected shape (100,), got (101,)"
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    start = make_model()
    choices = {
        "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
        "Momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
        "Adagrad": lambda p: torch.optim.Adagrad(p, lr=0.2),
        "Adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0),
        "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
    }
    curves = {}
    for name, make_optimizer in choices.items():
        model = copy.deepcopy(start)
        optimizer = make_optimizer(model.parameters())
        losses = []
        for _ in range(num_iterations + 1):
            loss = nn.functional.mse_loss(model(x), t)
            losses.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        curves[name] = losses
    return curves
