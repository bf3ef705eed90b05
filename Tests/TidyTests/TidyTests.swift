import Testing

/// The house rules, held against the sources themselves. A line may break one with a comment that says why:
/// `// tidy(rule): reason`, the rule being one of size, import, trap, marker, name, default, documentation.
@Suite struct TidyTests {
    private func expectNone(_ findings: [Finding], _ location: SourceLocation = #_sourceLocation) {
        let list = findings.map(\.description).joined(separator: "\n")
        #expect(findings.isEmpty, "\n\(list)", sourceLocation: location)
    }

    @Test func theSourcesAreFound() {
        #expect(SourceTree.sources.count > 100)
        #expect(Set(SourceTree.sources.map(\.target)).isSuperset(of: ImportRule.allowed.keys))
    }

    @Test func nothingImportsUpward() {
        expectNone(SourceTree.sources.flatMap(ImportRule.findings))
    }

    @Test func filesAreShort() {
        expectNone((SourceTree.sources + SourceTree.tests).flatMap(SizeRules.longFile))
        let median = SizeRules.median(SourceTree.sources.map(\.lines.count))
        #expect(median <= SizeRules.fileMedian)
    }

    @Test func functionsAreShort() {
        expectNone(SourceTree.sources.flatMap(SizeRules.longFunctions))
        let median = SizeRules.median(SourceTree.sources.flatMap { FunctionSpan.all(in: $0).map(\.length) })
        #expect(median <= SizeRules.functionMedian)
    }

    @Test func linesAreShort() {
        expectNone((SourceTree.sources + SourceTree.tests).flatMap(SizeRules.longLines))
    }

    @Test func nothingTrapsOnInput() {
        expectNone(SourceTree.sources.flatMap(SafetyRules.traps))
    }

    @Test func nothingIsLeftUnfinished() {
        let files = (SourceTree.sources + SourceTree.tests).filter { $0.target != "TidyTests" }
        expectNone(files.flatMap(SafetyRules.markers))
    }

    @Test func typesHaveNamesThatSayWhatTheyDo() {
        expectNone(SourceTree.sources.flatMap(SafetyRules.vagueNames))
    }

    @Test func switchesOverOurEnumsNameEveryCase() {
        let enums = DefaultRule.ownEnums(SourceTree.sources)
        expectNone(SourceTree.sources.flatMap { DefaultRule.findings($0, enums: enums) })
    }

    @Test func whatIsPublicIsDocumented() {
        expectNone(SourceTree.sources.flatMap(DocumentationRule.findings))
    }

    @Test func noPrivateKeyIsKept() {
        let findings = SourceTree.keptPaths().flatMap { path in
            (try? SourceTree.text(path)).map { SafetyRules.privateKeys(path: path, text: $0) } ?? []
        }
        expectNone(findings)
    }

    @Test func theManifestIsStrictWhereMemoryIsTouched() throws {
        let manifest = try SourceTree.text("Package.swift")
        for target in ["WeirHTTP", "WeirTLS"] {
            #expect(ManifestRule.isMemorySafe(target, manifest: manifest), "\(target)")
        }
        expectNone(ManifestRule.laxTargets(manifest))
    }
}
