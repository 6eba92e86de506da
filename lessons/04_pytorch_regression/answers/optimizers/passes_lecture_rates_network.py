# /// answer
# why = "The learning rates with which each method does best on the network in the lecture's tables."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    start = make_model()
    optimizers = {
        "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
        "Momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9),
        "Adagrad": lambda parameters: torch.optim.Adagrad(parameters, lr=1.0),
        "Adadelta": lambda parameters: torch.optim.Adadelta(parameters, lr=1.0),
        "RMSprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.01),
        "Adam": lambda parameters: torch.optim.Adam(parameters, lr=1.0),
    }
    curves = {}
    for name, make_optimizer in optimizers.items():
        model = copy.deepcopy(start)
        optimizer, criterion = make_optimizer(model.parameters()), nn.MSELoss()
        curves[name] = []
        for _ in range(num_iterations):
            y = model(x)
            loss = criterion(y, t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            curves[name].append(loss.item())
    return curves
