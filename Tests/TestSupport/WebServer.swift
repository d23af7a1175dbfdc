import FileEffects
import Foundation
import Glibc
public import SystemPackage

/// nginx on this machine's loopback, ended with the value.
public final class WebServer: @unchecked Sendable {
  /// What it serves.
  public let folder: FilePath
  public let port: Int
  private let temporary: TemporaryFolder
  private let process: Process

  /// Why it did not start: what it printed.
  public struct Failure: Error { public var words: String }

  /// - Parameters:
  ///   - folder: What to serve; a new one without it.
  ///   - locations: More for its configuration's server.
  public init(serving folder: FilePath? = nil, _ locations: String = "", tls: Bool = false) throws {
    temporary = try TemporaryFolder()
    self.folder = folder ?? temporary.path.appending("www")
    try LocalFileSystem().ensureDirectory(self.folder)
    var attempts = 0
    while true {
      let port = try Self.freePort()
      let text = Self.configuration(
        in: temporary.path, port: port, serving: self.folder, locations, tls: tls)
      do {
        process = try Self.start(text, in: temporary.path)
        self.port = port
        return
      } catch let failure as Failure {
        // Somebody else may have been given the port meanwhile.
        attempts += 1
        guard attempts < 5, failure.words.contains("in use") else { throw failure }
      }
    }
  }

  private static func configuration(
    in place: FilePath, port: Int, serving folder: FilePath, _ locations: String, tls: Bool
  ) -> String {
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(place)/\($0);" }.joined(separator: " ")
    let keys =
      tls ? "ssl_certificate \(folder)/cert.pem; ssl_certificate_key \(folder)/key.pem;" : ""
    return """
      daemon off; worker_processes 1; pid \(place)/pid; error_log stderr notice;
      \(getuid() == 0 ? "user root;" : "")
      events {}
      http {
        \(paths)
        log_format asked '$request_method $request_uri $status $body_bytes_sent "$http_range" "$http_authorization"';
        access_log \(place)/asked asked; default_type application/octet-stream;
        server {
          listen 127.0.0.1:\(port)\(tls ? " ssl" : ""); root \(folder);
          \(keys)
          \(locations)
        }
      }

      """
  }

  private static func start(_ configuration: String, in place: FilePath) throws -> Process {
    let file = place.appending("nginx.conf")
    try LocalFileSystem().replace(file, with: Array(configuration.utf8))
    let (process, errors) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/sbin/nginx")
    process.arguments = ["-e", "stderr", "-c", file.string]
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // It listens by the time that its worker starts.
    var words = ""
    while !words.contains("start worker process") {
      let more = errors.fileHandleForReading.availableData
      if more.isEmpty { throw Failure(words: words) }
      words += String(decoding: more, as: UTF8.self)
    }
    return process
  }

  deinit { stop() }

  /// Ends it once it has answered what it was asked.
  public func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGQUIT)
    process.waitUntilExit()
  }

  public func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)/\(path)" }

  /// What it was asked, a line for each: the method, the path, the status, how many bytes were sent, the range
  /// and the credential that were named. Ends the server, so that none is missing.
  public func asked() throws -> [String] {
    stop()
    return try LocalFileSystem().text(temporary.path.appending("asked"))
      .split(separator: "\n").map(String.init)
  }

  /// A port that nobody listens on.
  private static func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(socket, place, length) == 0 ? getsockname(socket, place, &length) : -1
      }
    }
    guard status == 0 else { throw Failure(words: "no port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

/// Stands between a program and a server, and cuts the first connections off.
public final class CuttingProxy: @unchecked Sendable {
  public let port: Int
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()

  /// - Parameters:
  ///   - bytes: After so many that the server has sent on a connection, it is cut.
  ///   - times: So many connections.
  public init(before server: WebServer, after bytes: Int, times: Int) throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      Python.program, "-IS", "-c", Self.program, "\(server.port)", "\(bytes)", "\(times)",
    ]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // It ends with whoever has the other end, however that ends.
    process.standardInput = input
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.prefix { $0 != "\n" }) else {
      throw WebServer.Failure(words: line)
    }
    self.port = port
  }

  deinit {
    // A signal would not do: threads of tests block it, and what they start does then, too.
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  public func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)/\(path)" }

  private static let program = """
    import os, socket, sys, threading
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    port, budget, cuts = map(int, sys.argv[1:])
    door = socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    def pump(source, target):
        try:
            while piece := source.recv(65536): target.sendall(piece)
        except OSError: pass
        for end in (source, target):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass
    def serve(client, limit):
        server = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=pump, args=(client, server), daemon=True).start()
        sent = 0
        try:
            while piece := server.recv(65536):
                if limit is not None: piece = piece[:limit - sent]
                client.sendall(piece)
                sent += len(piece)
                if sent == limit: break
        except OSError: pass
        for end in (client, server):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass
            end.close()
    number = 0
    while True:
        client, _ = door.accept()
        number += 1
        threading.Thread(target=serve, args=(client, budget if number <= cuts else None), daemon=True).start()
    """
}
