package dev.gatehouse.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in a few lines which setting keeps the service from starting, instead of in a
 * stack trace.
 */
public final class UnfitSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnfitSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable failure, UnfitSettingException unfit) {
		return new FailureAnalysis(unfit.fault, unfit.cure, unfit);
	}

}
