# /// answer
# why = "The learning rates of the race in the lecture's valley, SGD's smaller."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    start = make_model()
    optimizers = {
        "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.3),
        "Momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
        "Adagrad": lambda parameters: torch.optim.Adagrad(parameters, lr=1.5),
        "Adadelta": lambda parameters: torch.optim.Adadelta(parameters, lr=30.0),
        "RMSprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.1),
        "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.3),
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
