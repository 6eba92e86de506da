# /// answer
# why = "New models take over the weights of the first; one rate for all; arrays."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    first = make_model()
    start = {name: value.clone() for name, value in first.state_dict().items()}
    classes = dict(
        Adam=torch.optim.Adam,
        RMSprop=torch.optim.RMSprop,
        Adadelta=torch.optim.Adadelta,
        Adagrad=torch.optim.Adagrad,
        SGD=torch.optim.SGD,
    )
    curves = {}
    for name in [*classes, "Momentum"]:
        model = make_model()
        model.load_state_dict(start)
        if name == "Momentum":
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.8, nesterov=True)
        else:
            optimizer = classes[name](model.parameters(), lr=0.01)
        curves[name] = np.zeros(num_iterations)
        for i in range(num_iterations):
            loss = ((model(x) - t) ** 2).mean()
            curves[name][i] = loss.item()
            model.zero_grad()
            loss.backward()
            optimizer.step()
    return curves
