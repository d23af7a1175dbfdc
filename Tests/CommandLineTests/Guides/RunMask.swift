/// What differs from run to run, so that pages can show real values.
enum RunMask {
  static func masked(_ lines: [Substring]) -> [String] {
    // Made here: a `Regex` is not `Sendable`.
    let rules: [(Regex<Substring>, String)] = [
      (/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?: UTC|Z)?/, "TIME"),
      (/\d{4}-\d\d-\d\d/, "DATE"),
      (/\d{8}_\d{6}/, "TIME"),
      (/\b\d{10}\b/, "TIME"),
      (/less than (?:a second|1 ms)|(?:about )?[\d.]+ (?:ms|s|min|seconds?)\b/, "DURATION"),
      (/\d[\d,.]* (?:B|kB|MB|GB|TB|bytes)\b/, "SIZE"),
      (/\b(?:[0-9a-f]{64}|[0-9a-f]{16}|[0-9A-F]{16})\b/, "DIGEST"),
      (/\bRW[A-Za-z0-9+\/]{54}/, "KEY"),
      (/\b[a-z_][a-z0-9_-]*@[A-Za-z0-9.-]+/, "USER"),
      (/\bprocess \d+/, "PROCESS"),
      (/\b(?:Python|SQLite|version) 3\.\d+(?:\.\d+)?/, "VERSION"),
    ]
    return lines.map { line in
      let masked = rules.reduce(String(line)) { text, rule in
        text.replacing(rule.0.wordBoundaryKind(.simple), with: rule.1)
      }
      // Columns are as wide as what is in them.
      return masked.replacing(/(\S) {2,}/) { "\($0.output.1)  " }
    }
  }
}
