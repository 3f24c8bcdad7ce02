package dev.arrowshare.dataset;

import dev.arrowshare.dataset.work.FailureRules;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was set on a pipeline about failures.
 *
 * @param policy if one was set
 * @param deadLetter where rows that fail are to be put
 * @param onFirst told of the first failure that a run goes on after
 */
record FailureRecipe(
        Optional<OnError> policy, Retry retry, Optional<Path> deadLetter, Consumer<RunSummary.Failure> onFirst) {
    static final FailureRecipe STOP =
            new FailureRecipe(Optional.empty(), Retry.none(), Optional.empty(), RunFailures::warn);

    FailureRecipe policy(OnError chosen) {
        if (chosen instanceof OnError.Collect) {
            throw new IllegalArgumentException(
                    "onError(collect()): a pipeline's results are rows, which cannot carry a"
                            + " failure; use mark(), which keeps them in their place, or deadLetter(file), which puts them aside");
        }
        return checked(new FailureRecipe(Optional.of(chosen), retry, deadLetter, onFirst));
    }

    FailureRecipe retry(Retry rules) {
        return new FailureRecipe(policy, rules, deadLetter, onFirst);
    }

    FailureRecipe deadLetter(Path file) {
        return checked(new FailureRecipe(policy, retry, Optional.of(file), onFirst));
    }

    FailureRecipe onFirst(Consumer<RunSummary.Failure> listener) {
        return new FailureRecipe(policy, retry, deadLetter, listener);
    }

    private static FailureRecipe checked(FailureRecipe recipe) {
        if (recipe.deadLetter().isPresent() && recipe.policy().stream().anyMatch(OnError.Stop.class::isInstance)) {
            throw new IllegalArgumentException(
                    "onError(stop()) and deadLetter(" + recipe.deadLetter().get()
                            + "): a run that stops at its first failure puts no rows aside; choose one of them");
        }
        return recipe;
    }

    FailureRules rules() {
        OnError onError = policy.orElseGet(OnError::stop);
        return new FailureRules(
                onError, retry, deadLetter.isPresent() ? FailureRules.Grain.ROWS : FailureRules.Grain.BATCHES);
    }
}
