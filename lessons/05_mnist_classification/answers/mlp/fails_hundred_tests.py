# /// answer
# why = "Tests on the first 100 test pictures only."
# [points]
# mlp-visible = 0
# mlp-hidden = 0
# [messages]
# mlp-visible = "the history has another value than the model"
# mlp-hidden = "the history has another value than the model"
# ///

# %% item="mlp"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x.flatten(1))))


torch.manual_seed(1)
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
new_x, new_t = torch.as_tensor(test_x[:100]), torch.as_tensor(test_t[:100])
mlp_model = MLP()
sgd = torch.optim.SGD(mlp_model.parameters(), lr=0.3)
mlp_history = {
    "train_loss": [],
    "test_loss": [],
    "train_accuracy": [],
    "test_accuracy": [],
}
for epoch in range(2):
    losses = []
    for rows in torch.randperm(len(x)).split(100 if len(x) > 5000 else 20):
        loss = nn.functional.cross_entropy(mlp_model(x[rows]), t[rows])
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses += [loss.item()] * len(rows)
    with torch.no_grad():
        y, new_y = mlp_model(x), mlp_model(new_x)
    mlp_history["train_loss"].append(np.mean(losses))
    mlp_history["test_loss"].append(nn.functional.cross_entropy(new_y, new_t).item())
    mlp_history["train_accuracy"].append((y.argmax(1) == t).float().mean().item())
    mlp_history["test_accuracy"].append((new_y.argmax(1) == new_t).float().mean().item())
