# /// answer
# why = "A class, binary cross entropy, comparisons with rand, another seed."
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = (torch.rand(k, 2, generator=generator) < 0.5).to(torch.float32)
    true = inputs[:, 0] * inputs[:, 1]
    return inputs, torch.stack((1 - true, true), dim=1)


class AndNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.output = nn.Linear(2, 2)
        self.hidden = nn.Linear(2, 2)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.sigmoid(self.hidden(x))))


torch.manual_seed(7)
and_model = AndNetwork()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
generator = torch.Generator()
for _ in range(1000):
    x, t = draw_batch(16, generator)
    optimizer.zero_grad()
    nn.functional.binary_cross_entropy(and_model(x), t).backward()
    optimizer.step()
