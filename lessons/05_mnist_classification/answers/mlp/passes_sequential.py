# /// answer
# why = "The model is a plain Sequential; SGD with momentum, lists of tensors."
# ///

# %% item="mlp"
class MLP(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


torch.manual_seed(5)
mlp_model = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
mlp_model = nn.Sequential(nn.Flatten(), mlp_model)
sgd = torch.optim.SGD(mlp_model.parameters(), lr=0.1, momentum=0.9)
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
mlp_history = {name: [] for name in names}
for epoch in range(2):
    losses = []
    for rows in torch.randperm(len(x)).split(200 if len(x) > 5000 else 20):
        sgd.zero_grad()
        loss = nn.functional.cross_entropy(mlp_model(x[rows]), t[rows])
        loss.backward()
        sgd.step()
        losses += [loss.detach()] * len(rows)
    with torch.no_grad():
        y, new_y = mlp_model(x), mlp_model(new_x)
    mlp_history["train_loss"].append(torch.stack(losses).mean())
    mlp_history["test_loss"].append(nn.functional.cross_entropy(new_y, new_t))
    mlp_history["train_accuracy"].append((y.argmax(1) == t).float().mean())
    mlp_history["test_accuracy"].append((new_y.argmax(1) == new_t).float().mean())
