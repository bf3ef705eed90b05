import Testing
import WeirConfig

@Suite struct SourceMapTests {
    private static let text = """
        listeners:
          https:
            address: 0.0.0.0:443
            tls:
              certificates:
                - { certificate: site.crt, key: site.key }
                - certificate: other.crt
                  key: other.key
        routes: []
        """

    @Test(
        arguments: [
            (["listeners", "https", "address"], 3, 14), (["listeners", "https", "tls"], 4, 5),
            (["listeners", "https", "tls", "certificates", 0, "key"], 6, 41),
            (["listeners", "https", "tls", "certificates", 0], 6, 11),
            (["listeners", "https", "tls", "certificates", 1, "key"], 8, 16), (["listeners"], 1, 1), ([], 1, 1),
            // What is not in the file: the last place on the way.
            (["listeners", "https", "tls", "alpn"], 4, 5), (["listeners", "http"], 1, 1),
            (["listeners", "https", "tls", "certificates", 7, "key"], 5, 7), (["routes", 0], 9, 1),
            (["listeners", "https", "address", "port"], 3, 14), (["listeners", 0], 1, 1), (["limits"], 1, 1),
        ] as [([SourceMap.Step], Int, Int)])
    func findsTheMark(path: [SourceMap.Step], line: Int, column: Int) {
        let sources = Loading.load(Self.text).sources
        #expect(sources.mark(at: path) == SourceMark(line: line, column: column))
    }

    @Test func makesDiagnosticsThatShowTheLine() {
        let sources = Loading.load(Self.text).sources
        let diagnostic = sources.diagnostic(
            at: ["listeners", .key("https"), "tls", "certificates", .index(1), "certificate"], severity: .error,
            message: "the certificate has expired", hint: "renew it")
        let expected = Diagnostic(
            severity: .error, message: "the certificate has expired", file: "test.yaml",
            mark: SourceMark(line: 7, column: 24), sourceLine: "        - certificate: other.crt", hint: "renew it")
        #expect(diagnostic == expected)
        #expect(sources.file == "test.yaml")
    }

    @Test func standsAtTheStartOfAFileThatIsNoYAML() {
        let sources = Loading.load("a: [").sources
        #expect(sources.mark(at: ["a"]) == SourceMark(line: 1, column: 1))
    }
}
