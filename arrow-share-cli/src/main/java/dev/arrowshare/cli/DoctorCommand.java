package dev.arrowshare.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code arrow-share doctor} */
@Command(
        name = "doctor",
        description =
                "Looks at this machine: Java, its flags, folders, space and limits; says how to mend what is wrong.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = Checkup.ofThisMachine();
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable();
        findings.forEach(
                finding -> table.add(List.of(finding.isWell() ? "ok" : "!!", finding.what(), finding.state())));
        table.print(out);
        findings.stream().filter(finding -> !finding.isWell()).forEach(finding -> out.println("fix: " + finding.fix()));
        return findings.stream().allMatch(Finding::isWell) ? 0 : 1;
    }
}
