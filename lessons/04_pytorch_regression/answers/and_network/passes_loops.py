# /// answer
# why = "Labels row by row in a list, a batch of one, sum of squares."
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.bernoulli(torch.full((k, 2), 0.5), generator=generator)
    labels = []
    for a, b in inputs.tolist():
        labels.append([0.0, 1.0] if a == 1 and b == 1 else [1.0, 0.0])
    return [inputs, torch.tensor(labels)]


and_model = nn.Sequential(
    nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()),
    nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()),
)
generator = torch.Generator().manual_seed(3)
for layer in (and_model[0][0], and_model[1][0]):
    nn.init.normal_(layer.weight, generator=generator)
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(1, generator)
    loss = ((and_model(inputs) - labels) ** 2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
