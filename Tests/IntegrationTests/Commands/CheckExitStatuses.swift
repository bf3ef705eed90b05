import Foundation
import Testing

@Suite struct CheckExitStatuses {
    private static let good = """
        listeners: { web: { address: 127.0.0.1:0 } }
        upstreams: { web: { servers: [ { id: web-1, address: 127.0.0.1:9001 } ] } }
        routes: [ { name: all, upstream: web } ]

        """

    @Test func zeroWhenAllIsFine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("weir.yaml", Self.good)
        for arguments in [[], ["--strict"]] {
            let outcome = try Command.run(
                WeirProcess.binary(), ["check", "--config", path] + arguments, package: "")
            #expect(outcome.status == 0)
            #expect(outcome.output == "\(path): fine\n")
            #expect(outcome.errors.isEmpty)
        }
        let (status, found) = try WeirCommand.diagnostics("--config", path)
        #expect(status == 0)
        #expect(found.isEmpty)
    }

    @Test func oneForErrorsAndWithStrictForWarnings() throws {
        let folder = try TemporaryFolder()
        let bad = try folder.write("bad.yaml", Self.good + "wrokers: 2\n")
        let (status, found) = try WeirCommand.diagnostics("--config", bad)
        #expect(status == 1)
        #expect(found.map(\.summary) == ["error 4:1 unknown key `wrokers`"])
        #expect(found[0].hint?.contains("workers") == true)
        #expect(found[0].source == "wrokers: 2")
        let warned = try folder.write(
            "warned.yaml", Self.good.replacing(" } ] } }", with: " } ], affinity: {} } }"))
        #expect(try WeirCommand.run("check", "--config", warned).status == 0)
        let strict = try WeirCommand.run("check", "--strict", "--config", warned)
        #expect(strict.status == 1)
        #expect(strict.errors.contains("warning"))
    }

    @Test func twoWhenTheFileCannotBeRead() throws {
        let folder = try TemporaryFolder()
        for path in [folder.file("nothing.yaml"), folder.path] {
            for format in ["text", "json"] {
                let outcome = try WeirCommand.run("check", "--format", format, "--config", path)
                #expect(outcome.status == 2, "\(path)")
                #expect(outcome.errors.contains("\(path) cannot be read: "), "\(outcome.errors)")
                #expect(outcome.errors.contains("hint: "))
            }
        }
    }

    @Test func runAndExplainRefuseWhatCheckRefuses() throws {
        let folder = try TemporaryFolder()
        let bad = try folder.write("bad.yaml", Self.good + "wrokers: 2\n")
        let run = try WeirCommand.run("run", "--config", bad)
        #expect(run.status == 1)
        #expect(run.errors.contains("bad.yaml:4:1: error: unknown key `wrokers`"))
        #expect(try WeirCommand.run("explain", "--config", bad, "https://localhost/").status == 1)
        #expect(try WeirCommand.run("run", "--config", folder.file("nothing.yaml")).status == 1)
    }
}
