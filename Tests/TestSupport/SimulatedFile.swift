import FileEffects
import SystemPackage

/// A file open on a simulated disk; dead once the disk was restarted.
final class SimulatedFile: ReadableFile, WritableFile {
  private let disk: SimulatedDisk
  private let node: UInt64
  private let path: FilePath
  private let restarts: Int

  init(_ disk: SimulatedDisk, _ node: UInt64, _ path: FilePath, _ restarts: Int) {
    self.disk = disk
    self.node = node
    self.path = path
    self.restarts = restarts
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(FileError) -> Int {
    let bytes = try disk.perform(.read, path) { (state) throws(Errno) -> ArraySlice<UInt8> in
      guard state.power.restarts == restarts, let file = state.nodes[node] else {
        throw .badFileDescriptor
      }
      let contents = file.live.contents
      return contents.dropFirst(Int(clamping: offset)).prefix(buffer.count)
    }
    buffer.copyBytes(from: bytes)
    return bytes.count
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try append(Array(bytes))
  }

  private func append(_ added: [UInt8]) throws(FileError) {
    if added.isEmpty { return }
    try disk.perform(.write, path) { (state) throws(Errno) in
      guard state.power.restarts == restarts, let file = state.nodes[node] else {
        throw .badFileDescriptor
      }
      let end = file.live.contents.count
      try state.begin("append \(added.count) bytes to \(path)")
      try state.write(node, added, at: end)
    }
  }

  /// This disk finds room for every byte.
  func appendHole(_ count: Int) throws(FileError) {
    try append([UInt8](repeating: 0, count: count))
  }

  func sync() throws(FileError) {
    try disk.perform(.sync, path) { (state) throws(Errno) in
      guard state.power.restarts == restarts else { throw .badFileDescriptor }
      try state.sync(node, path, "sync")
    }
  }
}

/// A lock held on a simulated disk: it ends with the value, and with a restart.
final class SimulatedLock: HeldLock {
  private let disk: SimulatedDisk
  private let node: UInt64
  private let path: FilePath
  private let restarts: Int

  init(_ disk: SimulatedDisk, _ node: UInt64, _ path: FilePath, _ restarts: Int) {
    self.disk = disk
    self.node = node
    self.path = path
    self.restarts = restarts
  }

  deinit {
    disk.withState { state in
      if state.power.restarts == restarts { state.locked.remove(node) }
    }
  }

  func describe(_ text: String) throws(FileError) {
    try disk.perform(.lock, path) { (state) throws(Errno) in
      guard state.power.restarts == restarts else { throw .badFileDescriptor }
      try state.begin("describe lock \(path)")
      try state.write(node, Array(text.utf8), at: 0)
    }
  }
}
