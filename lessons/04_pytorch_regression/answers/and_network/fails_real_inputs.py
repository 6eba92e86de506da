# /// answer
# why = "Inputs anywhere between 0 and 1."
# [points]
# and_network-visible = 0
# and_network-hidden = 0
# [messages]
# and_network-visible = "are not all 0 or 1"
# and_network-hidden = "are not all 0 or 1"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.rand((k, 2), generator=generator)
    both = (inputs > 0.5).all(dim=1).long()
    return inputs, nn.functional.one_hot(both, 2).float()


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    loss = criterion(and_model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
