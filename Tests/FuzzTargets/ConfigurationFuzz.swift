import NIOCore
import WeirConfig
import WeirCore
import WeirHTTP
import WeirModel

/// Configuration files: loading ends, whatever a file holds, and each diagnostic points into it. What loads without an
/// error also compiles for serving, and requests can be planned by it.
enum ConfigurationFuzz {
    private static let environment = ["HOME": "/root", "TOKEN": "0123456789abcdef0123456789abcdef"]
    private static let now = Moment(monotonic: 1_000_000_000, wall: 1_800_000_000_000_000)
    private static let requests = [
        "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
        "POST /a/b?x=1&y HTTP/1.1\r\nHost: a.example.com:80\r\nCookie: a=b; SERVERID=x\r\nX-Beta: 1\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\n\r\n",
    ].compactMap(head)

    static func run(_ bytes: [UInt8]) throws(Violation) {
        let loaded = ConfigLoader.load(
            bytes: bytes, file: "fuzz.yaml", folder: "/nonexistent", environment: environment)
        try require((loaded.configuration == nil) == loaded.hasErrors, "a configuration and errors, or neither")
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        for diagnostic in loaded.diagnostics { try check(diagnostic, lines) }
        let marks = loaded.diagnostics.map(\.mark)
        try require(zip(marks, marks.dropFirst()).allSatisfy { $0 <= $1 }, "diagnostics out of order")
        try require(!DiagnosticText.render(loaded.diagnostics).isEmpty || marks.isEmpty, "nothing to show")
        _ = DiagnosticJSON.render(loaded.diagnostics)
        guard let configuration = loaded.configuration else { return }
        _ = ConfigurationJSON.render(configuration)
        try checkServing(configuration)
    }

    private static func check(_ diagnostic: Diagnostic, _ lines: [[UInt8].SubSequence]) throws(Violation) {
        let place = "\(diagnostic.line):\(diagnostic.column)"
        try require(diagnostic.line >= 1 && diagnostic.column >= 1, "no place: \(place)")
        // YAML has more kinds of line breaks than LF, so there may be more lines than LFs, never more than bytes.
        let bytes = lines.reduce(lines.count) { $0 + $1.count }
        try require(diagnostic.line <= bytes + 1 && diagnostic.column <= bytes + 1, "\(place) is beyond the file")
        try require(diagnostic.file == "fuzz.yaml", "another file")
        for text in [diagnostic.message, diagnostic.hint ?? "none"] {
            try require(!text.isEmpty, "nothing is said at \(place)")
            try require(text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }, "controls in \(visible(text.utf8))")
        }
        guard let line = diagnostic.sourceLine else { return }
        try require(diagnostic.column <= line.unicodeScalars.count + 1, "\(place) is beyond the line")
    }

    private static func checkServing(_ configuration: Configuration) throws(Violation) {
        let ring = AffinityKeyRing(keys: configuration.affinityKeys)
        let snapshot = Snapshot(configuration: configuration, keys: ring, generation: 1, now: now)
        var world = World(snapshot: snapshot, seed: 1)
        for request in requests {
            let plan = Dispatch.plan(request, client: IPAddress(v4: 0xc000_0207), world: &world, now: now)
            var bytes: [UInt8] = []
            switch plan.outcome {
            case .forward:
                try require(plan.server != nil && plan.upstream != nil, "forwarded nowhere")
                Dispatch.setCookie(
                    for: plan, answeredBy: plan.server, overTLS: true, snapshot: snapshot, now: now, into: &bytes)
            case .redirect:
                let status = Dispatch.location(for: plan, request: request, snapshot: snapshot, into: &bytes)
                try require(status.map { (300...399).contains($0) } == true, "a redirect without status")
            case .refuse: break
            }
            try require(bytes.allSatisfy { $0 >= 32 && $0 != 127 }, "controls in a field: \(visible(bytes))")
        }
    }

    private static func head(_ text: String) -> RequestHead? {
        var buffer = ByteBuffer(string: text)
        var head = RequestHead()
        var decoder = RequestDecoder(limits: Limits())
        guard case .head = decoder.decode(&buffer, into: &head) else { return nil }
        return head
    }
}
