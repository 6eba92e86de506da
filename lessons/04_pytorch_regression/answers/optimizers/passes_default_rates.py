# /// answer
# why = "PyTorch's own learning rates; one seed before each model; tensors as losses."
# ///

# %% item="optimizers"
def compare_optimizers(make_model, x, t, num_iterations):
    curves = {}
    for name in ("SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam"):
        torch.manual_seed(3)
        model = make_model()
        if name == "Momentum":
            optimizer = torch.optim.SGD(model.parameters(), momentum=0.9)
        else:
            optimizer = getattr(torch.optim, name)(model.parameters())
        curves[name] = []
        for _ in range(num_iterations):
            optimizer.zero_grad()
            loss = nn.MSELoss()(model(x), t)
            loss.backward()
            optimizer.step()
            curves[name].append(loss.detach())
    return curves
