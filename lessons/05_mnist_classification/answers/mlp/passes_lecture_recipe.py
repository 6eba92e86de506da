# /// answer
# why = "The lecture's own run: SGD with lr 0.1 and batches of 100, ten epochs; on tensors, to be fast."
# ///

# %% item="mlp"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x.flatten(1))))


torch.manual_seed(0)
mlp_model, criterion = MLP(), nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(mlp_model.parameters(), lr=0.1)
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
sets = {"train": (x, t), "test": (torch.as_tensor(test_x), torch.as_tensor(test_t))}
mlp_history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
for _ in range(10 if mnist.name == "MNIST" else 50):
    total = 0.0
    for rows in torch.randperm(len(x)).split(100):
        loss = criterion(mlp_model(x[rows]), t[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    mlp_history["train_loss"].append(total / len(x))
    with torch.no_grad():
        for name, (inputs, labels) in sets.items():
            logits = mlp_model(inputs)
            accuracy = (logits.argmax(dim=1) == labels).float().mean().item()
            mlp_history[f"{name}_accuracy"].append(accuracy)
        mlp_history["test_loss"].append(criterion(logits, labels).item())
