import Downloads
import Synchronization

/// A web of one function: what it answers to a request, and whether it is cut after so many bytes.
final class ScriptedWeb: WebClient {
  struct Answer {
    var status = 200
    var fields: [String: String] = [:]
    var location: String?
    var body: [UInt8] = []
    /// Thrown once the body was sent.
    var fault: WebFault?
  }

  private let answer: (WebRequest) throws -> Answer
  private(set) var requests: [WebRequest] = []

  init(_ answer: @escaping (WebRequest) throws -> Answer) { self.answer = answer }

  func get(
    _ request: WebRequest, _ body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void
  ) throws -> WebAnswer {
    requests.append(request)
    let found = try answer(request)
    let head = WebAnswer(status: found.status, fields: found.fields, location: found.location)
    var rest = found.body[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(100))
      rest = rest.dropFirst(100)
      try piece.withUnsafeBytes { try body(head, $0) }
    }
    if let fault = found.fault { throw WebError.failed(request.url, fault) }
    return head
  }
}

extension WebRequest {
  subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension Web {
  /// Nobody waits: the pauses are noted.
  static func scripted(
    _ client: any WebClient, credential: WebCredential? = nil, pauses: Pauses = Pauses(),
    now: Int64 = 1000
  ) -> Web {
    Web(
      client, credential: credential, retry: Retry(pause: { pauses.add($0) }, random: { 0 }),
      now: { now })
  }
}

final class Pauses: Sendable {
  private let noted = Mutex<[Duration]>([])
  var all: [Duration] { noted.withLock { $0 } }
  func add(_ duration: Duration) { noted.withLock { $0.append(duration) } }
}
