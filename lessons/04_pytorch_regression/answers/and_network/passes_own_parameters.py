# /// answer
# why = "Own parameters in the shape (n, m), cross entropy, training with train_step."
# ///

# %% item="and_network"
def draw_batch(k, generator):
    bits = torch.randint(2, (k, 2), generator=generator, dtype=torch.float32)
    labels = torch.zeros(k, 2)
    labels[torch.arange(k), (bits.sum(dim=1) == 2).long()] = 1
    return bits, labels


class AndNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1, self.w2 = (nn.Parameter(2 * torch.rand(2, 2) - 1) for _ in range(2))
        self.b1, self.b2 = (nn.Parameter(torch.zeros(2)) for _ in range(2))

    def forward(self, x):
        hidden = 1 / (1 + torch.exp(-(x @ self.w1 + self.b1)))
        return 1 / (1 + torch.exp(-(hidden @ self.w2 + self.b2)))


torch.manual_seed(11)
and_model = AndNetwork()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
generator = torch.Generator().manual_seed(11)
for _ in range(1000):
    train_step(and_model, nn.CrossEntropyLoss(), optimizer, *draw_batch(10, generator))
