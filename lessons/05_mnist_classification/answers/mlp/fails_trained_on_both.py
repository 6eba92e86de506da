# /// answer
# why = "Trains on the training and the test pictures, until it knows both by heart."
# [points]
# mlp-visible = 0
# mlp-hidden = 0
# [messages]
# mlp-visible = "knows the test pictures better"
# mlp-hidden = "knows the test pictures better"
# ///

# %% item="mlp"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)
        )

    def forward(self, x):
        return self.layers(x)


mlp_model, criterion = MLP(), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(mlp_model.parameters(), lr=0.003)
all_x, all_t = np.concatenate([train_x, test_x]), np.concatenate([train_t, test_t])
all_loader = make_loader(all_x, all_t, 200, True, None)
train_loader = make_loader(train_x, train_t, 1000, False, None)
test_loader = make_loader(test_x, test_t, 1000, False, None)
mlp_history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
for _ in range(8 if len(train_x) > 5000 else 80):
    mlp_history["train_loss"].append(train_epoch(mlp_model, all_loader, criterion, optimizer))
    mlp_history["train_accuracy"].append(evaluate(mlp_model, train_loader, criterion)[1])
    test_loss, test_accuracy = evaluate(mlp_model, test_loader, criterion)
    mlp_history["test_loss"].append(test_loss)
    mlp_history["test_accuracy"].append(test_accuracy)
