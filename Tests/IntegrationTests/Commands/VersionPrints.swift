import Testing

@Suite struct VersionPrints {
    @Test func whatItIsMadeOf() throws {
        let outcome = try WeirCommand.run("version")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].wholeMatch(of: /weir \d+\.\d+\.\d+/) != nil, "\(lines[0])")
        #expect(lines[1].hasPrefix("Swift 6"))
        #expect(lines[2].hasPrefix("OpenSSL 3"))
        #expect(lines[3].hasPrefix("nghttp2 1"))
    }
}
