# /// answer
# why = "Draws one number a row and uses it twice."
# [points]
# and_network-hidden = 0
# [messages]
# and_network-hidden = "came up with the share"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.randint(0, 2, (k, 1), generator=generator).repeat(1, 2)
    labels = nn.functional.one_hot(inputs.prod(dim=1), num_classes=2)
    return inputs.float(), labels.float()


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs = torch.randint(0, 2, (8, 2), generator=generator).float()
    both = inputs.prod(dim=1)
    labels = torch.stack([1 - both, both], dim=1)
    loss = criterion(and_model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
