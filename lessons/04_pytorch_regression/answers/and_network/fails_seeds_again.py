# /// answer
# why = "Seeds the generator anew in each call."
# [points]
# and_network-hidden = 0
# [messages]
# and_network-hidden = "are not independent of each other"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    generator.manual_seed(1)
    inputs = torch.randint(0, 2, (k, 2), generator=generator)
    labels = nn.functional.one_hot(inputs.prod(dim=1), num_classes=2)
    return inputs.float(), labels.float()


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
