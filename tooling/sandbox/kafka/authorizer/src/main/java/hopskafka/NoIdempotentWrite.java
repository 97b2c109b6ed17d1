package hopskafka;

import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.server.authorizer.AuthorizationResult.ALLOWED;
import static org.apache.kafka.server.authorizer.AuthorizationResult.DENIED;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Kafka's authorizer, but for one thing: nobody except a super user gets a producer id, as on
 * Hopsworks before 4.0.
 *
 * <p>Rules alone cannot do that. Since KIP-679 the broker gives one to whoever has IDEMPOTENT_WRITE,
 * or else may write to any topic, which it asks by resource type.
 */
public class NoIdempotentWrite extends StandardAuthorizer {
  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext context, List<Action> actions) {
    List<AuthorizationResult> results = new ArrayList<>(super.authorize(context, actions));
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i).operation() == IDEMPOTENT_WRITE) {
        results.set(i, unlessSuperUser(context, results.get(i)));
      }
    }
    return results;
  }

  @Override
  public AuthorizationResult authorizeByResourceType(
      AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
    AuthorizationResult result = super.authorizeByResourceType(context, operation, type);
    return operation == WRITE && type == TOPIC ? unlessSuperUser(context, result) : result;
  }

  private AuthorizationResult unlessSuperUser(
      AuthorizableRequestContext context, AuthorizationResult result) {
    // Only a super user may do what nobody was ever allowed: alter a user.
    boolean isSuperUser =
        super.authorizeByResourceType(context, AclOperation.ALTER, ResourceType.USER) == ALLOWED;
    return isSuperUser ? result : DENIED;
  }
}
