# /// answer
# why = "The larger of the two learning rates that the lecture finds good, 0.5."
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
optimizer = torch.optim.SGD(mlp_model.parameters(), lr=0.5)
batches = make_loader(train_x, train_t, 100, True, torch.Generator().manual_seed(0))
tests = make_loader(test_x, test_t, 1000, False, None)
mlp_history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
for _ in range(3 if mnist.name == "MNIST" else 30):
    mlp_history["train_loss"].append(train_epoch(mlp_model, batches, criterion, optimizer))
    mlp_history["train_accuracy"].append(evaluate(mlp_model, batches, criterion)[1])
    test_loss, test_accuracy = evaluate(mlp_model, tests, criterion)
    mlp_history["test_loss"].append(test_loss)
    mlp_history["test_accuracy"].append(test_accuracy)
