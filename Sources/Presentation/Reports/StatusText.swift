package import Upgrades

extension StatusReport {
  package var text: String {
    var text = recovered.map { "First, \($0).\n" } ?? ""
    text += Text.table([
      ["workspace", workspace],
      [
        "version", version.isEmpty ? "unknown" : version + (versionSource.map { " (\($0))" } ?? ""),
      ],
      ["generation", "\(current)" + (parent.map { ", parent \($0)" } ?? "")],
      [
        "store",
        "\(Text.bytes(store.bytes)) in \(Text.count(store.packs, "pack")), "
          + Text.count(store.objects, "object"),
      ],
    ])
    if modified.isEmpty && missing.isEmpty && added.isEmpty {
      return text + "Nothing has changed since generation \(current).\n"
    }
    return text + Text.list("Changed", modified) + Text.list("Missing", missing)
      + Text.list("New", added)
  }
}
