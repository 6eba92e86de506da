# /// answer
# why = "Every second row is the opposite of the one before: the rows are not independent."
# [points]
# and_network-hidden = 0
# [messages]
# and_network-hidden = "not independent"
# ///

# %% item="and_network"
and_model = None
torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)


def draw_batch(k, generator):
    rows = torch.randint(0, 2, ((k + 1) // 2, 1, 2), generator=generator)
    inputs = torch.cat([rows, 1 - rows], dim=1).reshape(-1, 2)[:k].float()
    both = inputs.min(dim=1).values
    return inputs, torch.stack([1 - both, both], dim=1)


and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    optimizer.zero_grad()
    nn.functional.mse_loss(and_model(inputs), labels).backward()
    optimizer.step()
