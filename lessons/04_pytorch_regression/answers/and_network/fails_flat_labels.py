# /// answer
# why = "Labels of shape (k,), not one-hot."
# [points]
# and_network-visible = 0
# and_network-hidden = 0
# [messages]
# and_network-visible = "expected shape (12, 2), got (12,)"
# and_network-hidden = "got (20000,)"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.randint(0, 2, (k, 2), generator=generator).float()
    return inputs, inputs.prod(dim=1)


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    loss = criterion(and_model(inputs), torch.stack([1 - labels, labels], dim=1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
