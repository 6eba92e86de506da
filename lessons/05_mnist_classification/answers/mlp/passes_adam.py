# /// answer
# why = "Adam, weights as plain parameters, the functions of before; arrays as history."
# ///

# %% item="mlp"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(100, 784) / 28)
        self.w2 = nn.Parameter(torch.randn(10, 100) / 10)
        self.b2 = nn.Parameter(torch.zeros(10))
        self.b1 = nn.Parameter(torch.zeros(100))

    def forward(self, x):
        h = nn.functional.linear(x.reshape(-1, 784), self.w1, self.b1)
        return nn.functional.linear(h.clamp(min=0), self.w2, self.b2)


torch.manual_seed(4)
mlp_model = MLP()
adam = torch.optim.Adam(mlp_model.parameters(), lr=0.003)
batches = make_loader(train_x, train_t, 200 if len(train_x) > 5000 else 20, True, None)
tests = make_loader(test_x, test_t, 500, False, None)
losses, on_train, on_test = [], [], []
for epoch in range(2):
    losses.append(train_epoch(mlp_model, batches, nn.CrossEntropyLoss(), adam))
    on_train.append(evaluate(mlp_model, batches, nn.CrossEntropyLoss()))
    on_test.append(evaluate(mlp_model, tests, nn.CrossEntropyLoss()))
mlp_history = {
    "train_loss": np.array(losses),
    "train_accuracy": np.array(on_train, dtype=float)[:, 1],
    "test_loss": np.array(on_test, dtype=float)[:, 0],
    "test_accuracy": np.array(on_test, dtype=float)[:, 1],
}
