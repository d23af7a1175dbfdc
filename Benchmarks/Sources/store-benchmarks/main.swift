import FileEffects
import ObjectStore
import SystemPackage

// store-benchmarks FOLDER [REPETITIONS [FILTER]]: works in FOLDER, which must not be there yet.

guard CommandLine.arguments.count > 1 else {
  print("usage: store-benchmarks FOLDER [REPETITIONS [FILTER]]")
  throw Errno.invalidArgument
}
let arguments = CommandLine.arguments.dropFirst()
let folder = FilePath(arguments[1])
let measure = Measure(
  repetitions: max(1, arguments.count > 1 ? Int(arguments[2]) ?? 5 : 5),
  filter: arguments.count > 2 ? arguments[3] : "")
let files = LocalFileSystem()
try files.createDirectory(folder, permissions: 0o755)
defer {
  // Best effort: the caller named the folder.
  try? files.removeTree(folder)
}

/// A new, empty store.
func newStore(_ name: String) throws -> Store {
  let location = folder.appending(name)
  try files.removeTree(location)
  try Store.create(at: location, on: files)
  return try Store.open(at: location, on: files)
}

// Hashing: the floor of everything.
for size in [4 << 10, 64 << 10, 1 << 20] {
  let bytes = Material.noise(size, seed: 1)
  let count = (128 << 20) / size
  try measure.run("hash, pieces of \(size >> 10) KiB", per: "MB/s") {
    for _ in 0..<count { _ = ObjectID(of: bytes) }
    return Double(size * count) / 1e6
  }
}

// Chunking: cutting and hashing; nothing is stored.
let large = Material.noise(64 << 20, seed: 2)
try measure.run("cut into chunks and hash", per: "MB/s") {
  _ = try ContentWriter(into: nil).file(large, layer: .core)
  return Double(large.count) / 1e6
}

// Compressing, hashing and writing, durably, on two threads.
let texts = (0..<2000).map { Material.text(16 << 10, seed: UInt64($0)) }
try measure.run("store 2,000 texts of 16 KiB", per: "MB/s") {
  let batch = try newStore("texts").batch()
  for text in texts { try batch.add(text) }
  try batch.commit()
  return Double(texts.count * (16 << 10)) / 1e6
}

// The same, each with one line changed, against what it replaces: in every round another line.
let replaced = try newStore("replaced")
let originals = ContentWriter(into: nil)
let unchanged = try replaced.batch()
let entries = try texts.map { text in
  try unchanged.add(text)
  return try originals.file(text, layer: .core)
}
try unchanged.commit()
var round: UInt8 = 0
try measure.run("store them changed, against the first", per: "MB/s") {
  let batch = try replaced.batch()
  let writer = ContentWriter(into: batch)
  round += 1
  for (text, entry) in zip(texts, entries) {
    var changed = text
    changed.replaceSubrange(8000..<8010, with: [UInt8](repeating: 64 + round, count: 20))
    _ = try writer.file(changed, replacing: entry, layer: .core)
  }
  try batch.commit()
  return Double(texts.count * (16 << 10)) / 1e6
}

// Looking objects up, in one pack and in twenty.
for packs in [1, 20] {
  let store = try newStore("index")
  var objects: [ObjectID] = []
  for pack in 0..<packs {
    let batch = try store.batch()
    for number in 0..<100_000 / packs {
      objects.append(try batch.add(Array("object \(number) of \(pack)".utf8)))
    }
    try batch.commit()
  }
  var numbers = Numbers(state: 3)
  objects.shuffle(using: &numbers)
  try measure.run("look 100,000 objects up in \(packs) packs", per: "million/s") {
    var found = 0
    for object in objects where store.contains(object) { found += 1 }
    precondition(found == objects.count)
    return Double(found) / 1e6
  }
}

// Walking a folder: all new, and when nothing has changed.
let tree = folder.appending("tree")
try files.createDirectory(tree, permissions: 0o755)
for number in 0..<10_000 {
  let place = tree.appending("folder\(number % 100)")
  if number < 100 { try files.createDirectory(place, permissions: 0o755) }
  let file = try files.create(place.appending("file\(number)"), permissions: 0o644)
  try texts[number % texts.count][..<2048].withUnsafeBytes { try file.append($0) }
}
let walked = try newStore("walked")
func capture(into batch: ObjectBatch?) throws -> Captured {
  try Capture(
    root: tree, rules: Material.EveryFile(), files: files, databases: Material.NoDatabases(),
    scratch: walked.staging, store: walked
  ).run(into: batch)
}
try measure.run("walk 10,000 files and read them", per: "files/s") {
  Double(try capture(into: nil).fileCount)
}
// What was written just now is not yet believed to be settled.
try await Task.sleep(for: .milliseconds(50))
let first = try walked.batch()
let captured = try capture(into: first)
_ = try first.addTrees(of: captured)
try first.commit()
try captured.remember()
try measure.run("walk 10,000 files that have not changed", per: "files/s") {
  Double(try capture(into: try walked.batch()).fileCount)
}
